namespace RedisSafety.Provisioning;

/// <summary>A document cannot be read. The message names the file and the place.</summary>
public sealed class ProvisioningReadException : Exception
{
    /// <summary>Creates an exception without a message of its own.</summary>
    public ProvisioningReadException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    public ProvisioningReadException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public ProvisioningReadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception for a place. Lines and columns count from 1.</summary>
    public ProvisioningReadException(string file, int line, int column, string message)
        : base($"{file}({line},{column}): {message}")
    {
    }
}
