using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Tool.Fixes;

/// <summary>Writes a change in the format that patch and git read.</summary>
internal static class UnifiedDiff
{
    private const int Around = 3;

    /// <summary>The diff of one file.</summary>
    public static string Of(string name, SourceText before, SourceText after)
    {
        string[] old = [.. before.Lines.Select(line => line.ToString())];
        string[] @new = [.. after.Lines.Select(line => line.ToString())];
        var lines = Lines(old, @new);
        var text = new StringBuilder($"--- a/{name}\n+++ b/{name}\n");
        for (var index = 0; index < lines.Count;)
        {
            if (lines[index].Kind == ' ')
            {
                index++;
                continue;
            }

            // A hunk ends where more lines than two contexts are unchanged.
            var first = Math.Max(0, index - Around);
            var last = index;
            for (var next = index; next < lines.Count && next - last <= 2 * Around; next++)
            {
                last = lines[next].Kind == ' ' ? last : next;
            }

            var end = Math.Min(lines.Count, last + Around + 1);
            var hunk = lines.GetRange(first, end - first);
            var (oldCount, newCount) = (hunk.Count(line => line.Kind != '+'), hunk.Count(line => line.Kind != '-'));
            text.Append($"@@ -{hunk[0].Old + (oldCount == 0 ? 0 : 1)},{oldCount} +{hunk[0].New + (newCount == 0 ? 0 : 1)},{newCount} @@\n");
            foreach (var (kind, line, _, _) in hunk)
            {
                text.Append(kind).Append(line).Append('\n');
            }

            index = end;
        }

        return text.ToString();
    }

    /// <summary>
    /// Kept, removed and added lines by the longest common subsequence between the first and the last difference. Fixes change few lines,
    /// so that the middle is short.
    /// </summary>
    private static List<(char Kind, string Text, int Old, int New)> Lines(string[] old, string[] @new)
    {
        var head = 0;
        while (head < old.Length && head < @new.Length && old[head] == @new[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < @new.Length - head && old[^(tail + 1)] == @new[^(tail + 1)])
        {
            tail++;
        }

        var (rows, columns) = (old.Length - head - tail, @new.Length - head - tail);
        var common = Enumerable.Range(0, rows + 1).Select(_ => new int[columns + 1]).ToArray();
        for (var row = rows - 1; row >= 0; row--)
        {
            for (var column = columns - 1; column >= 0; column--)
            {
                common[row][column] = old[head + row] == @new[head + column]
                    ? common[row + 1][column + 1] + 1
                    : Math.Max(common[row + 1][column], common[row][column + 1]);
            }
        }

        var lines = new List<(char, string, int, int)>();
        for (var line = 0; line < head; line++)
        {
            lines.Add((' ', old[line], line, line));
        }

        var (i, j) = (0, 0);
        while (i < rows || j < columns)
        {
            if (i < rows && j < columns && old[head + i] == @new[head + j])
            {
                lines.Add((' ', old[head + i], head + i++, head + j++));
            }
            else if (i < rows && (j == columns || common[i + 1][j] >= common[i][j + 1]))
            {
                lines.Add(('-', old[head + i], head + i++, head + j));
            }
            else
            {
                lines.Add(('+', @new[head + j], head + i, head + j++));
            }
        }

        for (var line = 0; line < tail; line++)
        {
            var (oldLine, newLine) = (old.Length - tail + line, @new.Length - tail + line);
            lines.Add((' ', old[oldLine], oldLine, newLine));
        }

        return lines;
    }
}
