using RedisSafety.Provisioning;
using RedisSafety.Provisioning.CSharp;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Yaml;

namespace RedisSafety.Tool.Check;

/// <summary>Reads the files of a command line into one deployment.</summary>
internal static class DeploymentInput
{
    /// <summary>Larger than any template or plan.</summary>
    private const long MostBytes = 256L * 1024 * 1024;

    /// <summary>Reads files of one form; null finds the form out.</summary>
    /// <exception cref="ToolException">A file cannot be read, or has another form.</exception>
    public static Deployment Read(
        IReadOnlyList<string> paths, DeploymentForm? form, IReadOnlyDictionary<string, string>? parameters,
            CancellationToken cancellationToken)
    {
        var files = paths.SelectMany(Expand).Select(path => new DeploymentFile(path, Text(path))).ToList();
        var code = files.Where(file => form is null && file.Name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)).ToList();
        try
        {
            var deployment = DeploymentReader.Read(files.Except(code), form, parameters);
            if (code.Count > 0)
            {
                deployment.Add(DeclarationFiles.Read(code.Select(static file => (file.Name, file.Text)), cancellationToken));
            }

            return deployment;
        }
        catch (ProvisioningReadException exception)
        {
            throw new ToolException(exception.Message, exception);
        }
    }

    /// <summary>The files of a path: itself, or the templates of a folder, such as <c>cdk.out</c>.</summary>
    public static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(static file => file.EndsWith(".template.json", StringComparison.OrdinalIgnoreCase)
                || file.EndsWith(".template.yaml", StringComparison.OrdinalIgnoreCase)
                || file.EndsWith(".template.yml", StringComparison.OrdinalIgnoreCase)
                || file.EndsWith(".tf", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw new ToolException($"There is no template and no Terraform file in '{path}'.");
    }

    private static string Text(string path)
    {
        try
        {
            return new FileInfo(path)
                .Length <= MostBytes ? File.ReadAllText(path) : throw new ToolException($"'{path}' is larger than 256 MiB.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
