# Completes redis-safety in bash. In ~/.bashrc: eval "$(redis-safety completion bash)"
_redis_safety() {
  local word="${COMP_WORDS[COMP_CWORD]}" suggestion
  COMPREPLY=()
  while IFS= read -r suggestion; do
    [[ -n "$suggestion" && "$suggestion" == "$word"* ]] && COMPREPLY+=("$suggestion")
  done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2> /dev/null)
}
# Names of files where the tool suggests nothing.
complete -o bashdefault -o default -F _redis_safety redis-safety
