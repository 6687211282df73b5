namespace RedisSafety.Tool.Solutions;

/// <summary>The solution or the projects that a scan checks.</summary>
/// <param name="Path">The full path of the solution, the project or the folder.</param>
/// <param name="Solution">The solution that lists the projects, or null. A filter names its own.</param>
/// <param name="Projects">The full paths of the projects, in the order of paths.</param>
internal sealed record ScanTarget(string Path, string? Solution, IReadOnlyList<string> Projects)
{
    /// <summary>The folder that holds the target.</summary>
    public string Folder => Directory.Exists(Path) ? Path : System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>True if the target is a folder of projects without a solution.</summary>
    public bool IsFolder => Solution is null && Directory.Exists(Path);

    /// <summary>
    /// The folder that relative paths in reports start from: the root of the repository, or else the folder of the target.
    /// </summary>
    public string Root
    {
        get
        {
            for (var folder = Folder; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
            {
                var git = System.IO.Path.Combine(folder, ".git");
                if (Directory.Exists(git) || File.Exists(git))
                {
                    return folder;
                }
            }

            return Folder;
        }
    }
}
