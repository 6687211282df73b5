using System.Text;

namespace RedisSafety.Provisioning;

/// <summary>Property names of CloudFormation in the words of another dialect.</summary>
internal static class PropertyNames
{
    private static readonly Dictionary<string, string> TerraformNames = new(StringComparer.Ordinal)
    {
        ["ReplicasPerNodeGroup"] = "replicas_per_node_group",
        ["MultiAZEnabled"] = "multi_az_enabled",
        ["CacheParameterGroupName"] = "parameter_group_name",
        ["PreferredCacheClusterAZs"] = "preferred_cache_cluster_azs",
        ["PreferredMaintenanceWindow"] = "maintenance_window",
        ["KmsMasterKeyId"] = "kms_master_key_id",
    };

    /// <summary>A property and its new value as a person writes them, such as <c>multi_az_enabled = true</c>.</summary>
    public static string Assign(Dialect dialect, string name, string value) => dialect switch
    {
        Dialect.CloudFormation => $"{name}: {value}",
        Dialect.Terraform => $"{In(dialect, name)} = {value}",
        Dialect.Cli when value is "true" => In(dialect, name),
        Dialect.Cli => $"{In(dialect, name)} {value}",
        Dialect.CSharp => $"{In(dialect, name)} = {value}",
        _ => $"{name} {value}",
    };

    public static string In(Dialect dialect, string name) => dialect switch
    {
        Dialect.Terraform => TerraformNames.TryGetValue(name, out var known) ? known : Split(name, '_'),
        Dialect.Cli => "--" + (name == "PreferredCacheClusterAZs" ? "preferred-cache-cluster-azs" : Split(name, '-')),
        Dialect.CSharp when name == "MultiAZEnabled" => "MultiAzEnabled",
        _ => name,
    };

    // MultiAZEnabled is multi-az-enabled: a run of capitals is one word, but for its last letter.
    private static string Split(string name, char separator)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var isCapital = char.IsUpper(name[i]);
            if (isCapital && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append(separator);
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
