/**
 * Our own script and not the one of @bomb.sh/tab (0.0.22): that one needs the bash-completion package, evaluates the
 * words that are being typed (a Tab after `$(…)` runs it), offers neither files nor folders, and cannot be sourced twice.
 *
 * Needs bash 4.4. Files and folders are completed by bash itself, which knows how to quote them.
 */
export const BASH_SCRIPT = `# bash completion for lab, made by: lab completion bash
_lab_complete() {
  local rest=\${COMP_LINE:0:COMP_POINT} word trimmed glued line value
  local -a words=() lines=()
  # bash also splits words at = and :, where the lab does not.
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    # The last word ends at the cursor.
    [[ $trimmed == "$word"* ]] || word=$trimmed
    if (( \${#words[@]} > 0 )) && [[ $trimmed == "$rest" ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
    rest=\${trimmed#"$word"}
  done
  mapfile -t lines < <(command lab __complete -- "\${words[@]:1}" 2>/dev/null)
  # Only what stands after the last = or : is replaced.
  glued=\${words[-1]%"$word"}
  [[ $word == [=:]* ]] && glued=\${words[-1]}
  COMPREPLY=()
  for line in "\${lines[@]:1}"; do
    value=\${line%%$'\\t'*}
    COMPREPLY+=("\${value#"$glued"}")
  done
  case \${lines[0]} in
    files) ;;
    folders) compopt +o default -o plusdirs ;;
    *) compopt +o default ;;
  esac
}
complete -o default -F _lab_complete lab
`;
