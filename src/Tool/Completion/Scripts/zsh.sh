#compdef redis-safety
# Completes redis-safety in zsh. In ~/.zshrc, below compinit: eval "$(redis-safety completion zsh)"
_redis_safety() {
  local line="${(j: :)words[1,CURRENT]}"
  local -a suggestions
  suggestions=(${(f)"$("${words[1]}" "[suggest:${#line}]" "$line" 2> /dev/null)"})
  suggestions=(${(M)suggestions:#${words[CURRENT]}*})
  if (( ${#suggestions} )); then
    compadd -- $suggestions
  else
    # Names of files where the tool suggests nothing.
    _files
  fi
}
compdef _redis_safety redis-safety
