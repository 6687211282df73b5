using System.Globalization;

namespace RedisSafety.Commands.Tests;

/// <summary>A line of Repetitions.txt.</summary>
/// <param name="Index">Its number.</param>
/// <param name="SetUp">The commands that make the data.</param>
/// <param name="Template">The command that is repeated.</param>
internal sealed record RepeatedForm(int Index, IReadOnlyList<string> SetUp, string Template)
{
    public static IReadOnlyList<RepeatedForm> All { get; } = Read();

    /// <summary>The command's name, its subcommand included.</summary>
    public string Name => CommandTable.Match(Template.Split(' '))!.Name;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index} {Template}");

    private static IReadOnlyList<RepeatedForm> Read()
    {
        using var reader = new StreamReader(typeof(RepeatedForm).Assembly.GetManifestResourceStream("Repetitions.txt")!);
        return
        [
            .. reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n')
                .Where(static line => line.Contains(" | ", StringComparison.Ordinal) && line[0] != '#')
                .Select(static (line, index) => new RepeatedForm(
                    index,
                    line.Split(" | ")[0].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                    line.Split(" | ")[1]))
        ];
    }
}
