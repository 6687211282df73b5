using System.Collections.Concurrent;
using RedisSafety.Commands.Data;

namespace RedisSafety.Commands.Client;

/// <summary>What each method of StackExchange.Redis sends. Safe for use from any number of threads.</summary>
public static class ClientMethods
{
    private static readonly Lazy<Dictionary<(ClientType Type, string Name), string>> Lines = new(Read);
    private static readonly ConcurrentDictionary<(ClientType Type, string Name), ClientMethod> Methods = new();

    // With and without Async, as they are asked for: to cut a name costs more than to find it.
    private static readonly ConcurrentDictionary<(ClientType Type, string Name), ClientMethod> Asked = new();

    /// <summary>Every method that is known.</summary>
    internal static IEnumerable<ClientMethod> All => Lines.Value.Keys.Select(static entry => Find(entry.Type, entry.Name)!);

    /// <summary>A method by its name; null for one that is not known.</summary>
    /// <param name="type">The kind of object that has the method.</param>
    /// <param name="method">The method's name, with or without <c>Async</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="method"/> is null.</exception>
    public static ClientMethod? Find(ClientType type, string method)
    {
        const string Suffix = "Async";
        if (method is null)
        {
            throw new ArgumentNullException(nameof(method));
        }

        if (Asked.TryGetValue((type, method), out var known))
        {
            return known;
        }

        var name = method.EndsWith(Suffix, StringComparison.Ordinal) ? method.Substring(0, method.Length - Suffix.Length) : method;
        return Lines.Value.ContainsKey((type, name))
            ? Asked.GetOrAdd((type, method), Methods.GetOrAdd((type, name), static entry => new ClientMethod(entry.Type, entry.Name, Lines.Value[entry])))
            : null;
    }

    private static Dictionary<(ClientType Type, string Name), string> Read()
    {
        var lines = new Dictionary<(ClientType, string), string>();
        var type = ClientType.Database;
        foreach (var text in CommandData.Embedded("client.txt").Split('\n'))
        {
            var line = text.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                type = (ClientType)Enum.Parse(typeof(ClientType), line.Trim('[', ']'));
                continue;
            }

            var blank = line.IndexOf(' ');
            lines.Add((type, line.Substring(0, blank)), line.Substring(blank + 1));
        }

        return lines;
    }
}
