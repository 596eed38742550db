# Completes the command lines of gen and of go tool gen in bash: source <(gen completion bash)

# __gen_complete N PROGRAM...: completes the word under the cursor, N words after the first of the command line, by what
# PROGRAM says.
__gen_complete() {
  local skip=$1 current=$2 rest=$COMP_LINE i line value directive=0
  local -a words=() patterns=()
  shift 2
  # bash cuts words at = and :, which gen needs whole.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if [[ $i -eq 0 || $rest == [[:space:]]* ]]; then
      words+=("${COMP_WORDS[i]}")
    else
      words[${#words[@]}-1]+=${COMP_WORDS[i]}
    fi
    rest=${rest#*"${COMP_WORDS[i]}"}
  done
  COMPREPLY=()
  while IFS= read -r line; do
    value=${line%%$'\t'*}
    if [[ $line == :* ]]; then
      directive=${line#:}
    elif [[ $line == *$'\t'* ]]; then # a command or a flag
      [[ $value == "$current"* ]] && COMPREPLY+=("$value")
    else # a value, or how the names of files end
      patterns+=("$value")
    fi
  done < <("$@" __complete "${words[@]:skip}" 2>/dev/null)
  if ((directive & 8)); then
    local IFS='|'
    __gen_files "$current" "!*.@(${patterns[*]})"
  elif ((directive & 16)); then
    __gen_files "$current" '*'
  else
    for value in "${patterns[@]}"; do
      [[ $value == "$current"* ]] && COMPREPLY+=("$value")
    done
    ((directive & 4)) || __gen_files "$current" ''
  fi
}

# __gen_files WORD PATTERN: adds folders, and files that do not match PATTERN.
__gen_files() {
  local IFS=$'\n' extended
  extended=$(shopt -p extglob)
  shopt -s extglob
  COMPREPLY+=($(compgen -d -- "$1") $(compgen -f -X "$2" -- "$1"))
  eval "$extended"
  type compopt &>/dev/null && compopt -o filenames
}

_gen() {
  __gen_complete 1 "$2" "${1/#\~/$HOME}"
}

# Behind go tool gen, gen completes; everything else of go is left to whatever completed it before.
_gen_go() {
  case ${COMP_WORDS[*]:0:3} in
    'go tool gen' | 'go tool github.com/kontrakt-dev/kontrakt/cmd/gen')
      if ((COMP_CWORD > 2)); then
        __gen_complete 3 "$2" "${COMP_WORDS[@]:0:3}"
        return
      fi ;;
  esac
  case $__gen_go_before in
    -F*) "${__gen_go_before#-F }" "$@" ;;
    -C*) COMPREPLY=($(COMP_LINE=$COMP_LINE COMP_POINT=$COMP_POINT "${__gen_go_before#-C }" "$@")) ;;
  esac
}

if ! complete -p go &>/dev/null; then # bash-completion loads it when it is asked for
  if type _comp_load &>/dev/null; then
    _comp_load go
  elif type _completion_loader &>/dev/null; then
    _completion_loader go
  fi
fi
if [[ $(complete -p go 2>/dev/null) =~ (-[FC]\ [^ ]+) && ${BASH_REMATCH[1]} != '-F _gen_go' ]]; then
  __gen_go_before=${BASH_REMATCH[1]}
fi
complete -F _gen gen
complete -o bashdefault -o default -F _gen_go go
