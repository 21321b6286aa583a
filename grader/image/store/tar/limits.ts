/** What an archive may have. Sizes are bytes. */
export const ARCHIVE_LIMITS = {
  file: 256 * 1024 ** 2,
  /** Files and folders in it. */
  entries: 1024,
  images: 64,
} as const;
