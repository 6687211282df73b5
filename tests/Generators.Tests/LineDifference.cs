using System.Globalization;

namespace RedisSafety.Generators.Tests;

/// <summary>The lines in which two texts differ, with some of those around them.</summary>
internal static class LineDifference
{
    private const int Around = 3;

    /// <summary>From the first line that differs to the last.</summary>
    public static string Between(string expected, string actual)
    {
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var same = before.Zip(after).TakeWhile(static lines => lines.First == lines.Second).Count();
        var sameAtEnd = before.Skip(same).Reverse().Zip(after.Skip(same).Reverse()).TakeWhile(static lines => lines.First == lines.Second).Count();
        return string.Join('\n', new[] { string.Create(CultureInfo.InvariantCulture, $"line {same + 1}:") }
            .Concat(before.Take(same).TakeLast(Around).Select(static line => "  " + line))
            .Concat(before[same..^sameAtEnd].Select(static line => "- " + line))
            .Concat(after[same..^sameAtEnd].Select(static line => "+ " + line))
            .Concat(before.TakeLast(sameAtEnd).Take(Around).Select(static line => "  " + line)));
    }
}
