using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Provisioning;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.CSharp;

/// <summary>Reads groups and alarms from C# files that use the AWS CDK or SDK, without those libraries.</summary>
internal static class DeclarationFiles
{
    /// <summary>Reads the files together.</summary>
    public static Deployment Read(IEnumerable<(string Name, string Text)> files, CancellationToken cancellationToken = default)
    {
        var sources = files.Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Name, cancellationToken: cancellationToken))
            .ToList();
        using var stream = typeof(DeclarationFiles).Assembly.GetManifestResourceStream("RedisSafety.Provisioning.CSharp.AwsStubs.txt")!;
        using var reader = new StreamReader(stream);
        var stubs = CSharpSyntaxTree.ParseText(reader.ReadToEnd(), path: "AwsStubs.cs", cancellationToken: cancellationToken);
        var usings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;",
            path: "Usings.cs", cancellationToken: cancellationToken);
        var compilation = CSharpCompilation.Create(
            "Declarations", [.. sources, stubs, usings], ReferencedFramework.References,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var deployment = new Deployment();
        if (DeclaredTypes.Create(compilation) is not { } types)
        {
            return deployment;
        }

        foreach (var tree in sources)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var syntax in tree.GetRoot(cancellationToken).DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
            {
                if (model.GetOperation(syntax, cancellationToken) is IObjectCreationOperation creation
                    && types.KindOf(creation.Type) is { } kind)
                {
                    deployment.Add(DeclarationReader.Read(creation, kind, compilation, types, cancellationToken));
                }
            }
        }

        return deployment;
    }
}
