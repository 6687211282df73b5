namespace RedisSafety.Provisioning.Terraform;

/// <summary>A block of HCL, such as a resource.</summary>
internal sealed record HclBlock(
    string Type,
    IReadOnlyList<string> Labels,
    IReadOnlyList<KeyValuePair<string, HclExpression>> Attributes,
    IReadOnlyList<HclBlock> Blocks,
    int Line,
    int Column)
{
    public HclExpression? this[string name] => Attributes.FirstOrDefault(attribute => attribute.Key == name).Value;
}
