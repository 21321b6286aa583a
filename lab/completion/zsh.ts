/** The script for zsh. Files and folders are completed by zsh itself, which knows how to quote them. */
export const ZSH_SCRIPT = `#compdef lab
# zsh completion for lab, made by: lab completion zsh
_lab() {
  local -a lines values
  local line value
  lines=("\${(@f)$(command lab __complete -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  for line in "\${(@)lines[2,-1]}"; do
    value=\${line%%$'\\t'*}
    values+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done
  local found=1
  (( \${#values} > 0 )) && _describe -t values 'lab' values && found=0
  case $lines[1] in
    files) compset -P '--*='; _files && found=0 ;;
    folders) compset -P '--*='; _files -/ && found=0 ;;
  esac
  return $found
}
# As a file on the fpath it is called at once; elsewhere it is registered.
if [[ $funcstack[1] == _lab ]]; then _lab "$@"; else compdef _lab lab; fi
`;
