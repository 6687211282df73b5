using RedisSafety.Commands;

namespace RedisSafety.Integration.Tests;

/// <summary>A line of <c>RoundTrips.txt</c>.</summary>
public sealed record RoundTrip(int Index, IReadOnlyList<string> SetUp, string Template, string Type, string Answer)
{
    public static IReadOnlyList<RoundTrip> All { get; } = Read();

    /// <summary>The name of the command that makes it.</summary>
    public string Command => CommandTable.Match([.. Template.Split(' ')])!.Name;

    private static List<RoundTrip> Read()
    {
        using var stream = typeof(RoundTrip).Assembly.GetManifestResourceStream("RoundTrips.txt")!;
        return [.. new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select((line, index) => line.Split('|', StringSplitOptions.TrimEntries) is [var setUp, var template, var type, var answer]
                ? new RoundTrip(index, setUp.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), template, type, answer)
                : throw new FormatException($"Four parts are expected: {line}"))];
    }
}
