namespace RedisSafety.Provisioning;

/// <summary>The form in which a deployment is declared. Findings name properties in its words.</summary>
internal enum Dialect
{
    CloudFormation,
    Terraform,
    CSharp,

    /// <summary>AWS CLI commands in a script, and the CLI's describe output, which the same commands change.</summary>
    Cli,

    /// <summary>A server's own replies.</summary>
    Server,
}
