using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RedisSafety.Commands.Tests.Client;

/// <summary>The interfaces of one version of StackExchange.Redis, read from its package without loading it.</summary>
internal static class ClientAssembly
{
    private static readonly string[] Interfaces =
        ["IRedis", "IRedisAsync", "IDatabase", "IDatabaseAsync", "IServer", "ISubscriber", "ITransaction", "IBatch"];

    public static IReadOnlyList<string> Versions { get; } = Metadata("ClientVersions").Split(';');

    /// <summary>The methods, with the interface that declares each and the names of its parameters.</summary>
    public static IReadOnlyList<(string Interface, string Method, IReadOnlyList<string> Parameters)> Methods(string version)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(Metadata("Client"), version, "lib", "netstandard2.0", "StackExchange.Redis.dll")));
        var reader = image.GetMetadataReader();
        var methods = new List<(string, string, IReadOnlyList<string>)>();
        foreach (var type in reader.TypeDefinitions.Select(reader.GetTypeDefinition))
        {
            var name = reader.GetString(type.Name);
            if (reader.GetString(type.Namespace) != "StackExchange.Redis" || !Interfaces.Contains(name))
            {
                continue;
            }

            methods.AddRange(type.GetMethods()
                .Select(reader.GetMethodDefinition)
                .Where(method => !method.Attributes.HasFlag(MethodAttributes.SpecialName))
                .Select(method => (
                    name,
                    reader.GetString(method.Name),
                    (IReadOnlyList<string>)[.. method.GetParameters().Select(reader.GetParameter).Where(parameter => parameter.SequenceNumber > 0).Select(parameter => reader.GetString(parameter.Name))])));
        }

        return methods;
    }

    private static string Metadata(string key) => typeof(ClientAssembly).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
