# Completes redis-safety in PowerShell. In $PROFILE: redis-safety completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName redis-safety -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The text of the command ends before a space, and the position may be behind it.
    $line = $commandAst.ToString().PadRight($cursorPosition)
    & $commandAst.CommandElements[0].Value "[suggest:$cursorPosition]" $line 2> $null |
        Where-Object { $_ -and $_.StartsWith($wordToComplete) } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
