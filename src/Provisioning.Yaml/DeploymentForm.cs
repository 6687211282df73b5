namespace RedisSafety.Provisioning.Yaml;

/// <summary>The forms of files that a deployment is read from.</summary>
internal enum DeploymentForm
{
    /// <summary>Output of the AWS CLI.</summary>
    Describe,
    CloudFormation,

    /// <summary>Output of <c>terraform show -json</c>, or Terraform's own files.</summary>
    Terraform,
    Script,
    Prometheus,
}
