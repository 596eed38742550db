#compdef gen
# Completes the command lines of gen and of go tool gen in zsh: source <(gen completion zsh), after compinit

# _gen [PROGRAM...]: completes the word under the cursor by what PROGRAM, without it the command itself, says.
_gen() {
  local -a program described values
  local line value prefix=${(Q)PREFIX} directive=0
  program=("$@")
  (( $# )) || program=("${(Q)words[1]/#\~/$HOME}")
  for line in "${(@f)$("${program[@]}" __complete "${(@Q)words[2,CURRENT-1]}" "$prefix" 2>/dev/null)}"; do
    value=${line%%$'\t'*}
    if [[ $line == :* ]]; then
      directive=${line#:}
    elif [[ $line == *$'\t'* ]]; then # a command or a flag
      described+=("${value//:/\\:}:${line#*$'\t'}")
    elif [[ -n $line ]]; then # a value, or how the names of files end
      values+=("$value")
    fi
  done
  [[ $prefix == --*=* ]] && compset -P '*='
  local ret=1
  (( $#described )) && _describe -t commands gen described && ret=0
  if (( directive & 8 )); then
    _files -g "*.(${(j:|:)values})(-.)" && ret=0
  elif (( directive & 16 )); then
    _files -/ && ret=0
  else
    (( $#values )) && compadd -a values && ret=0
    (( directive & 4 )) || { _files && ret=0; }
  fi
  return ret
}

# Behind go tool gen, gen completes; everything else of go is left to whatever completed it before.
_gen_go() {
  if (( CURRENT > 3 )) && [[ "$words[2,3]" == 'tool '(gen|github.com/kontrakt-dev/kontrakt/cmd/gen) ]]; then
    local -a program=("${(@)words[1,3]}")
    words=("$words[3]" "${(@)words[4,-1]}")
    (( CURRENT -= 2 ))
    _gen "${program[@]}"
  else
    "$_gen_go_before" "$@"
  fi
}

[[ ${_comps[go]} == _gen_go ]] || typeset -g _gen_go_before=${_comps[go]:-_default}
compdef _gen gen
compdef _gen_go go
# As a file _gen in a folder of fpath, this is the body of _gen the first time.
if [[ $funcstack[1] == _gen ]]; then
  _gen "$@"
fi
