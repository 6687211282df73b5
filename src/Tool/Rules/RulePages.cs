using System.Collections.Frozen;

namespace RedisSafety.Tool.Rules;

/// <summary>The rule pages that the tool carries.</summary>
internal static class RulePages
{
    private const string Prefix = "RedisSafety.Tool.Rules.";

    /// <summary>Every page by its id.</summary>
    public static FrozenDictionary<string, RulePage> All { get; } = Load();

    /// <summary>Finds a page by its id, in any case, with or without the prefix.</summary>
    public static RulePage? Find(string id)
    {
        var name = id.Trim().ToUpperInvariant();
        return All.GetValueOrDefault(name) ?? All.GetValueOrDefault("RSF" + name);
    }

    private static FrozenDictionary<string, RulePage> Load()
    {
        var assembly = typeof(RulePages).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(Read)
            .ToFrozenDictionary(page => page.Id);

        RulePage Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var markdown = reader.ReadToEnd().ReplaceLineEndings("\n");
            var id = Path.GetFileNameWithoutExtension(name[Prefix.Length..]);
            var headline = markdown.Split('\n')[0].TrimStart('#', ' ');
            return new RulePage(id, headline[(headline.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), markdown);
        }
    }
}
