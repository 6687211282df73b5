namespace RedisSafety.Provisioning;

/// <summary>The place of a value in what was read. Lines and columns count from 1; 0 means unknown.</summary>
internal sealed class SourcePlace(string file, int line, int column, string path, object? handle = null)
{
    public string File { get; } = file;

    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>The path inside the document, such as <c>Resources.Shop.Properties.MultiAZEnabled</c>.</summary>
    public string Path { get; } = path;

    /// <summary>The reader's own form of the place, such as a compiler's location.</summary>
    public object? Handle { get; } = handle;

    public override string ToString() => Line > 0 ? $"{File}({Line},{Column}): {Path}" : $"{File}: {Path}";
}
