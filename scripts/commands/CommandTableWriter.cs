using System.Text;
using StackExchange.Redis;

namespace RedisSafety.CommandDerivation;

/// <summary>Writes what a server says of its commands in the line format that the top of the file explains.</summary>
public static class CommandTableWriter
{
    private const string Header =
        """
        # What redis-server reports of its commands by COMMAND and COMMAND DOCS. Written by scripts/commands/derive.sh: do not edit.
        # A name at the start of a line opens a command; lines below it are indented by tabs.
        #   container                      it has subcommands, each with its own entry
        #   arity N                        tokens with the name; negative: at least
        #   flags …  since V  deprecated V  group G  summary …  complexity …
        #   key SEARCH FIND [flags …]      where keys stand. SEARCH: index I | keyword WORD FROM | unknown
        #                                  FIND: range LAST STEP LIMIT | keynum INDEX FIRST STEP | unknown
        #   arg NAME TYPE [optional] [multiple] [multiple-token] [since V] [token WORD]
        #                                  an argument; those of a oneof or a block follow, one tab deeper

        """;

    /// <summary>The whole file.</summary>
    /// <param name="database">A connection to the server that is asked.</param>
    public static async Task<string> DeriveAsync(IDatabase database)
    {
        var docs = Map(await database.ExecuteAsync("COMMAND", "DOCS"));
        var info = (RedisResult[])(await database.ExecuteAsync("COMMAND"))!;
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var command in info)
        {
            var items = (RedisResult[])command!;
            var doc = Map(docs[(string)items[0]!]);
            Add(entries, items, doc);
            var subcommands = (RedisResult[])items[9]!;
            if (subcommands.Length > 0)
            {
                var subdocs = Map(doc["subcommands"]);
                foreach (var subcommand in subcommands)
                {
                    var subitems = (RedisResult[])subcommand!;
                    Add(entries, subitems, Map(subdocs[(string)subitems[0]!]));
                }
            }
        }

        return Header.ReplaceLineEndings("\n") + string.Concat(entries.Values);
    }

    private static void Add(SortedDictionary<string, string> entries, RedisResult[] items, Dictionary<string, RedisResult> doc)
    {
        var name = ((string)items[0]!).Replace('|', ' ').ToUpperInvariant();
        var text = new StringBuilder().Append(name).Append('\n');
        if (((RedisResult[])items[9]!).Length > 0)
        {
            text.Append("\tcontainer\n");
        }

        text.Append($"\tarity {(int)items[1]}\n");
        text.Append($"\tflags {string.Join(' ', ((string[])items[2]!).Order(StringComparer.Ordinal))}\n");
        AppendField(text, doc, "since", "since");
        AppendField(text, doc, "deprecated_since", "deprecated");
        AppendField(text, doc, "group", "group");
        AppendField(text, doc, "summary", "summary");
        AppendField(text, doc, "complexity", "complexity");
        foreach (var specification in (RedisResult[])items[8]!)
        {
            AppendKey(text, Map(specification));
        }

        if (doc.TryGetValue("arguments", out var arguments))
        {
            AppendArguments(text, (RedisResult[])arguments!, depth: 1);
        }

        entries.Add(name, text.ToString());
    }

    private static void AppendField(StringBuilder text, Dictionary<string, RedisResult> doc, string field, string name)
    {
        if (doc.TryGetValue(field, out var value))
        {
            text.Append($"\t{name} {((string)value!).Trim()}\n");
        }
    }

    private static void AppendKey(StringBuilder text, Dictionary<string, RedisResult> specification)
    {
        var search = Map(specification["begin_search"]);
        var find = Map(specification["find_keys"]);
        var searchSpec = Map(search["spec"]);
        var findSpec = Map(find["spec"]);
        text.Append("\tkey ").Append((string)search["type"]! switch
        {
            "index" => $"index {searchSpec["index"]}",
            "keyword" => $"keyword {searchSpec["keyword"]} {searchSpec["startfrom"]}",
            _ => "unknown",
        });
        text.Append(' ').Append((string)find["type"]! switch
        {
            "range" => $"range {findSpec["lastkey"]} {findSpec["keystep"]} {findSpec["limit"]}",
            "keynum" => $"keynum {findSpec["keynumidx"]} {findSpec["firstkey"]} {findSpec["keystep"]}",
            _ => "unknown",
        });
        text.Append($" flags {string.Join(' ', (string[])specification["flags"]!)}\n");
    }

    private static void AppendArguments(StringBuilder text, RedisResult[] arguments, int depth)
    {
        foreach (var argument in arguments)
        {
            var fields = Map(argument);
            text.Append('\t', depth).Append($"arg {((string)fields["name"]!).Replace(' ', '-')} {fields["type"]}");
            foreach (var flag in fields.TryGetValue("flags", out var flags) ? (string[])flags! : [])
            {
                text.Append(' ').Append(flag.Replace('_', '-'));
            }

            if (fields.TryGetValue("since", out var since))
            {
                text.Append($" since {since}");
            }

            if (fields.TryGetValue("token", out var token))
            {
                text.Append($" token {token}");
            }

            text.Append('\n');
            if (fields.TryGetValue("arguments", out var children))
            {
                AppendArguments(text, (RedisResult[])children!, depth + 1);
            }
        }
    }

    private static Dictionary<string, RedisResult> Map(RedisResult reply)
    {
        var items = (RedisResult[])reply!;
        var map = new Dictionary<string, RedisResult>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < items.Length; i += 2)
        {
            map[(string)items[i]!] = items[i + 1];
        }

        return map;
    }
}
