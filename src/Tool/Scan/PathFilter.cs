using System.Text;
using System.Text.RegularExpressions;

namespace RedisSafety.Tool.Scan;

/// <summary>
/// Matches relative paths with globs: <c>*</c> within a folder, <c>**</c> across folders, <c>?</c> for one character. A glob without a
/// slash matches the name of a file in any folder, and a glob without an extension all that is below a folder of that name.
/// </summary>
internal sealed class PathFilter
{
    private readonly Regex[] _include;
    private readonly Regex[] _exclude;

    public PathFilter(IEnumerable<string> include, IEnumerable<string> exclude)
    {
        _include = [.. include.Select(ToRegex)];
        _exclude = [.. exclude.Select(ToRegex)];
    }

    /// <summary>True if a project is checked.</summary>
    public bool Includes(string path) => (_include.Length == 0 || _include.Any(glob => glob.IsMatch(path))) && !Excludes(path);

    /// <summary>True if a project or a source file is left out.</summary>
    public bool Excludes(string path) => _exclude.Any(glob => glob.IsMatch(path));

    private static Regex ToRegex(string glob)
    {
        var normal = glob.Replace('\\', '/').TrimStart('.', '/').TrimEnd('/');
        var pattern = new StringBuilder("^(?:.*/)?");
        if (normal.Contains('/', StringComparison.Ordinal))
        {
            pattern.Clear().Append('^');
        }

        for (var index = 0; index < normal.Length; index++)
        {
            if (normal.AsSpan(index).StartsWith("**/"))
            {
                pattern.Append("(?:.*/)?");
                index += 2;
            }
            else if (normal.AsSpan(index).StartsWith("**"))
            {
                pattern.Append(".*");
                index++;
            }
            else
            {
                pattern.Append(normal[index] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    var other => Regex.Escape(other.ToString()),
                });
            }
        }

        return new Regex(pattern.Append("(?:/.*)?$").ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }
}
