namespace RedisSafety.Tool.Findings;

/// <summary>A range of a file. Lines and columns count from one, the end column is exclusive, as in SARIF.</summary>
/// <param name="File">The full path.</param>
/// <param name="StartLine">The first line.</param>
/// <param name="StartColumn">The first column.</param>
/// <param name="EndLine">The last line.</param>
/// <param name="EndColumn">The column after the last.</param>
internal sealed record Place(string File, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    /// <summary>True if the place begins at or after a position and ends at or before another.</summary>
    public bool IsWithin((int Line, int Column) start, (int Line, int Column) end) =>
        (StartLine, StartColumn).CompareTo(start) >= 0 && (StartLine, StartColumn).CompareTo(end) < 0;
}
