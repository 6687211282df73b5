using System.Text;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Resources;

namespace RedisSafety.Provisioning.Scripts;

/// <summary>Reads groups and alarms from AWS CLI commands in a script or a document.</summary>
internal static class ScriptReader
{
    /// <summary>The text has a command that is read.</summary>
    public static bool Accepts(string text) =>
        text.IndexOf("put-metric-alarm", StringComparison.Ordinal) >= 0
            || text.IndexOf("create-replication-group", StringComparison.Ordinal) >= 0
        || text.IndexOf("modify-replication-group", StringComparison.Ordinal) >= 0
            || text.IndexOf("create-cache-cluster", StringComparison.Ordinal) >= 0;

    /// <summary>Settings that no command names are unknown: a script is rarely the whole deployment.</summary>
    public static Deployment Read(string text, string file)
    {
        var deployment = new Deployment();
        foreach (var words in ShellReader.Read(text))
        {
            var aws = -1;
            for (var i = 0; i < words.Count && aws < 0; i++)
            {
                aws = words[i].Text is "aws" || words[i].Text.EndsWith("/aws", StringComparison.Ordinal) ? i : -1;
            }

            if (aws >= 0)
            {
                Command(deployment, words, aws + 1, file);
            }
        }

        return deployment;
    }

    private static void Command(Deployment deployment, IReadOnlyList<ShellWord> words, int start, string file)
    {
        // Global options, such as --region, may precede the service.
        var names = new List<string>();
        var at = start;
        for (; at < words.Count && names.Count < 2; at++)
        {
            if (words[at].Text.StartsWith("--", StringComparison.Ordinal))
            {
                at++;
            }
            else
            {
                names.Add(words[at].Text);
            }
        }

        if (names.Count < 2)
        {
            return;
        }

        var command = names[1];
        var place = new SourcePlace(file, words[start - 1].Line, words[start - 1].Column, command);
        var properties = Properties(words, at, file, command, place);

        // A command that takes its settings from a file shows none of them.
        var isWhole = properties["CliInputJson"] is null && properties["CliInputYaml"] is null;
        switch (command)
        {
            case "put-metric-alarm" when isWhole:
                deployment.Alarms.Add(AlarmReader.Read(properties, "alarm", place, Dialect.Cli));
                break;
            case "create-replication-group" when isWhole:
                deployment.Groups.Add(GroupReader.Read(properties, "group", null, place, Dialect.Cli));
                break;
            case "modify-replication-group" when isWhole:
                deployment.Groups.Add(GroupReader.Read(properties, "group", null, place, Dialect.Cli, isModification: true));
                break;
            case "create-cache-cluster" when isWhole:
                ResourceReader.Add(deployment, ResourceReader.Cluster, "cluster", null, properties, place, Dialect.Cli);
                break;
            case "create-cache-parameter-group" or "modify-cache-parameter-group" when isWhole:
                deployment.ParameterGroups.Add(
                    ParameterGroupReader.Read(WithParameters(properties), "parameter group", null, place, Dialect.Cli));
                break;
            default:
                break;
        }
    }

    private static DocumentNode WithParameters(DocumentNode properties) => properties["ParameterNameValues"] is not { } values ? properties
        : DocumentNode.Mapping(
            [
                .. properties.Members,
                new("Parameters", values.Kind == DocumentKind.Sequence ? values : DocumentNode.Sequence([values], values.Place)),
            ],
            properties.Place);

    private static DocumentNode Properties(IReadOnlyList<ShellWord> words, int start, string file, string command, SourcePlace place)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>();
        for (var at = start; at < words.Count;)
        {
            var option = words[at];
            if (!option.Text.StartsWith("--", StringComparison.Ordinal) || option.Text.Length < 3)
            {
                at++;
                continue;
            }

            var text = option.Text.Substring(2);
            var equals = text.IndexOf('=');
            var name = equals > 0 ? text.Substring(0, equals) : text;
            var path = command + " --" + name;
            var values = new List<DocumentNode>();
            if (equals > 0)
            {
                values.Add(Value(new(text.Substring(equals + 1), option.IsKnown, option.Line, option.Column), file, path));
            }

            for (at++; equals <= 0 && at < words.Count && !words[at].Text.StartsWith("--", StringComparison.Ordinal); at++)
            {
                values.Add(Value(words[at], file, path));
            }

            var own = new SourcePlace(file, option.Line, option.Column, path);
            var isNegated = values.Count == 0 && name.StartsWith("no-", StringComparison.Ordinal);
            members.Add(new(
                Pascal(isNegated ? name.Substring(3) : name),
                values.Count == 0 ? DocumentNode.Scalar(DocumentKind.Boolean, isNegated ? "false" : "true", own)
                : values.Count == 1 && !IsList(name) ? values[0]
                : values.Count == 1 && values[0].Kind is DocumentKind.Sequence ? values[0]
                : DocumentNode.Sequence(values, own)));
        }

        return DocumentNode.Mapping(members, place);
    }

    private static bool IsList(string name) =>
        name is "dimensions" or "metrics" or "alarm-actions" or "ok-actions" or "node-group-configuration"
        or "preferred-cache-cluster-azs" or "user-group-ids" or "user-group-ids-to-add" or "parameter-name-values";

    // A value is JSON, shorthand such as Name=x,Value=y, or a text.
    private static DocumentNode Value(ShellWord word, string file, string path)
    {
        var place = new SourcePlace(file, word.Line, word.Column, path);
        var text = word.Text.Trim();
        if (text.Length > 1 && text[0] is '[' or '{' && word.IsKnown)
        {
            try
            {
                return JsonReader.Read(text, file);
            }
            catch (ProvisioningReadException)
            {
                return DocumentNode.Expression("${?}", place);
            }
        }

        if (text.StartsWith("file://", StringComparison.Ordinal) || text.StartsWith("fileb://", StringComparison.Ordinal))
        {
            return DocumentNode.Expression("${?}", place);
        }

        var parts = text.Split(',');
        return parts.Length > 1 && parts.All(static part => part.IndexOf('=') > 0)
            ? DocumentNode.Mapping(
                [
                    .. parts.Select(part => new KeyValuePair<string, DocumentNode>(
                        part.Substring(0, part.IndexOf('=')), Scalar(part.Substring(part.IndexOf('=') + 1), place))),
                ],
                place)
            : Scalar(word.Text, place);
    }

    private static DocumentNode Scalar(string text, SourcePlace place) =>
        text.IndexOf("${", StringComparison.Ordinal) >= 0 ? DocumentNode.Expression(text, place) : DocumentNode.OfText(text, place);

    private static string Pascal(string name)
    {
        var text = new StringBuilder();
        var isStart = true;
        foreach (var character in name)
        {
            if (character != '-')
            {
                text.Append(isStart ? char.ToUpperInvariant(character) : character);
            }

            isStart = character == '-';
        }

        return text.ToString();
    }
}
