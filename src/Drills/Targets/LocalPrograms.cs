namespace RedisSafety.Drills.Targets;

/// <summary>Looks for the programs that local servers need.</summary>
internal static class LocalPrograms
{
    /// <summary>Finds a program on <c>PATH</c>.</summary>
    /// <exception cref="DrillException">It is missing; the message names the package.</exception>
    public static void Require(string program)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new DrillException(
                "Local drills need redis-server, which does not run on Windows. Run the drill in WSL, or against a deployment by --redis.");
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!Array.Exists(folders, folder => File.Exists(Path.Combine(folder, program))))
        {
            throw new DrillException(
                $"{program} is not installed. Debian and Ubuntu: apt-get install redis-server redis-sentinel. Fedora: dnf install redis. "
                + "macOS: brew install redis. Or run the drill against a deployment by --redis.");
        }
    }
}
