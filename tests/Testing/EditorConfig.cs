using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Testing;

/// <summary>The same .editorconfig options for every file, and global ones, such as the properties of a build.</summary>
internal sealed class EditorConfig(IEnumerable<(string Name, string Value)> settings, IEnumerable<(string Name, string Value)>? global = null) : AnalyzerConfigOptionsProvider
{
    private readonly Values _values = new(settings.ToDictionary(setting => setting.Name, setting => setting.Value, AnalyzerConfigOptions.KeyComparer));

    public override AnalyzerConfigOptions GlobalOptions { get; } =
        new Values((global ?? []).ToDictionary(setting => setting.Name, setting => setting.Value, AnalyzerConfigOptions.KeyComparer));

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _values;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _values;

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
