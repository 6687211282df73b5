using RedisSafety.Provisioning.Aws;
using RedisSafety.Provisioning.CloudFormation;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Prometheus;
using RedisSafety.Provisioning.Scripts;
using RedisSafety.Provisioning.Terraform;

namespace RedisSafety.Provisioning.Yaml;

/// <summary>Reads files of any form into one deployment.</summary>
internal static class DeploymentReader
{
    /// <param name="files">The files.</param>
    /// <param name="expected">The form that they have; null to find it out for each.</param>
    /// <param name="parameters">Values of CloudFormation's parameters and pseudo parameters.</param>
    /// <exception cref="ProvisioningReadException">A file cannot be read, or has another form.</exception>
    public static Deployment Read(
        IEnumerable<DeploymentFile> files, DeploymentForm? expected = null, IReadOnlyDictionary<string, string>? parameters = null)
    {
        var deployment = new Deployment();
        var described = new List<DocumentNode>();
        foreach (var file in files)
        {
            var (form, document) = Open(file, expected);
            switch (form)
            {
                case DeploymentForm.Describe:
                    described.Add(document!);
                    break;
                case DeploymentForm.CloudFormation:
                    deployment.Add(TemplateReader.Read(document!, parameters));
                    break;
                case DeploymentForm.Terraform:
                    deployment.Add(document is null ? ConfigurationReader.Read(file.Text, file.Name) : PlanReader.Read(document));
                    break;
                case DeploymentForm.Prometheus:
                    deployment.Add(AlertReader.Read(document!));
                    break;
                default:
                    deployment.Add(ScriptReader.Read(file.Text, file.Name));
                    break;
            }
        }

        if (described.Count > 0)
        {
            deployment.Add(DescribeReader.Read(described));
        }

        return deployment;
    }

    private static (DeploymentForm Form, DocumentNode? Document) Open(DeploymentFile file, DeploymentForm? expected)
    {
        if (expected == DeploymentForm.Script || (expected is null && IsScript(file)))
        {
            return (DeploymentForm.Script, null);
        }

        if (HasExtension(file, ".tf") && expected is null or DeploymentForm.Terraform)
        {
            return (DeploymentForm.Terraform, null);
        }

        var start = file.Text.AsSpan().TrimStart('\uFEFF').TrimStart();
        var document = start.StartsWith("{") || start.StartsWith("[") || start.IsEmpty || HasExtension(file, ".json")
            ? JsonReader.Read(file.Text, file.Name)
            : YamlReader.Read(file.Text, file.Name);
        var form = expected
            ?? (PlanReader.Accepts(document) ? DeploymentForm.Terraform
                : document["Resources"] is not null ? DeploymentForm.CloudFormation
                : DescribeReader.Accepts(document) ? DeploymentForm.Describe
                : AlertReader.Accepts(document) ? DeploymentForm.Prometheus
                : throw new ProvisioningReadException(
                    file.Name, 1, 1,
                    "this is no form that the check reads: a CloudFormation template, 'terraform show -json', output of the AWS CLI, a script of its commands, or Prometheus rules"));
        return (form, document);
    }

    // A template in YAML may carry a command in a comment, so the name decides first.
    private static bool IsScript(DeploymentFile file) =>
        HasExtension(file, ".sh") || HasExtension(file, ".bash") || HasExtension(file, ".ps1") || HasExtension(file, ".md")
        || (!HasExtension(file, ".json") && !HasExtension(file, ".tf") && !file.Text.Contains("\nResources:", StringComparison.Ordinal)
            && ScriptReader.Accepts(file.Text) && !file.Text.TrimStart().StartsWith('{'));

    private static bool HasExtension(DeploymentFile file, string extension) =>
        file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
