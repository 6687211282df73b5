using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Resources;

namespace RedisSafety.Provisioning.CloudFormation;

/// <summary>Reads the resources of a CloudFormation template, from JSON or YAML, or from <c>cdk.out</c>.</summary>
internal static class TemplateReader
{
    /// <param name="template">The document. Short forms of YAML, such as <c>!Ref</c>, are written out.</param>
    /// <param name="parameters">Values of parameters and of pseudo parameters, such as <c>AWS::Region</c>. Others are unknown, defaults
    /// included.</param>
    /// <exception cref="ProvisioningReadException">The document is no template.</exception>
    public static Deployment Read(DocumentNode template, IReadOnlyDictionary<string, string>? parameters = null)
    {
        if (template["Resources"] is not { Kind: DocumentKind.Mapping } resources)
        {
            throw new ProvisioningReadException(
                template.Place.File, template.Place.Line, template.Place.Column,
                    "a CloudFormation template has a mapping named Resources, and this has none");
        }

        var deployment = new Deployment { AlarmsAreComplete = template["Transform"] is null or { Text: "AWS::LanguageExtensions" } };
        var resolver = new TemplateResolver(template, parameters ?? new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var resource in resources.Members)
        {
            var type = resource.Value["Type"];
            if (type is not { IsScalar: true } || type.Text == "AWS::CloudFormation::Stack"
                || type.Text.EndsWith("::MODULE", StringComparison.Ordinal))
            {
                // A loop, a module or another stack may declare alarms.
                deployment.AlarmsAreComplete = false;
                continue;
            }

            if (resource.Value["Condition"] is { IsScalar: true } condition && resolver.IsTrue(condition.Text) == false)
            {
                continue;
            }

            var properties = resource.Value["Properties"] is { } own ? resolver.Resolve(own) : null;
            ResourceReader.Add(
                deployment, type.Text, resource.Key, "${" + resource.Key + "}",
                properties ?? DocumentNode.Mapping([], resource.Value.Place), resource.Value.Place, Dialect.CloudFormation);
        }

        return deployment;
    }
}
