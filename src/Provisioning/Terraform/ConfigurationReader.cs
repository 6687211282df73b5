using System.Globalization;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Terraform;

/// <summary>Reads Terraform's own files, with <c>for_each</c> and <c>count</c> if they are known.</summary>
internal static class ConfigurationReader
{
    private const int Most = 1_000;

    /// <exception cref="ProvisioningReadException">The text is no HCL.</exception>
    public static Deployment Read(string text, string file)
    {
        var root = HclParser.Parse(text, file);
        var locals = new Dictionary<string, HclExpression>(StringComparer.Ordinal);
        foreach (var local in root.Blocks.Where(static block => block.Type == "locals").SelectMany(static block => block.Attributes))
        {
            locals[local.Key] = local.Value;
        }

        var resources = new Dictionary<string, HclBlock>(StringComparer.Ordinal);
        foreach (var block in root.Blocks.Where(static block => block.Type == "resource" && block.Labels.Count == 2))
        {
            resources[block.Labels[0] + "." + block.Labels[1]] = block;
        }

        // A module may declare alarms.
        var deployment = new Deployment { AlarmsAreComplete = root.Blocks.All(static block => block.Type != "module") };
        var evaluator = new HclEvaluator(file, locals, resources);
        foreach (var resource in resources.Where(static resource => TerraformResource.IsKnown(resource.Value.Labels[0])))
        {
            foreach (var names in Instances(resource.Value, evaluator, resource.Key))
            {
                var place = new SourcePlace(file, resource.Value.Line, resource.Value.Column, resource.Key);
                TerraformResource.Add(deployment, resource.Value.Labels[0], resource.Key,
                    Values(resource.Value, evaluator, names, resource.Key, place), place);
            }
        }

        return deployment;
    }

    private static IEnumerable<Dictionary<string, DocumentNode>> Instances(HclBlock resource, HclEvaluator evaluator, string path)
    {
        var none = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        if (resource["for_each"] is { } each)
        {
            var collection = evaluator.Evaluate(each, none, path + ".for_each");
            var unknown = DocumentNode.Expression("${?}", collection.Place);
            return collection.Kind switch
            {
                DocumentKind.Sequence when collection.Items.All(static item => item.IsScalar || item.Kind == DocumentKind.Expression) =>
                    collection.Items.Take(Most).Select(static item => Each(item, item)),
                DocumentKind.Mapping => collection.Members.Take(Most)
                    .Select(member => Each(DocumentNode.OfText(member.Key, collection.Place), member.Value)),
                _ => [Each(unknown, unknown)],
            };
        }

        if (resource["count"] is { } count)
        {
            var number = evaluator.Evaluate(count, none, path + ".count");
            return PropertyBag.AsNumber(number) is { } known
                ? Enumerable.Range(0, (int)Math.Min(Most, Math.Max(0, known))).Select(at => Count(
                    DocumentNode.Scalar(DocumentKind.Number, at.ToString(CultureInfo.InvariantCulture), number.Place)))
                : [Count(DocumentNode.Expression("${?}", number.Place))];
        }

        return [none];
    }

    private static Dictionary<string, DocumentNode> Each(DocumentNode key, DocumentNode value) =>
        new(StringComparer.Ordinal) { ["each.key"] = key, ["each.value"] = value };

    private static Dictionary<string, DocumentNode> Count(DocumentNode index) => new(StringComparer.Ordinal) { ["count.index"] = index };

    private static DocumentNode Values(
        HclBlock block, HclEvaluator evaluator, IReadOnlyDictionary<string, DocumentNode> names, string path, SourcePlace place)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>();
        foreach (var attribute in block.Attributes)
        {
            members.Add(new(attribute.Key, evaluator.Evaluate(attribute.Value, names, path + "." + attribute.Key)));
        }

        foreach (var group in block.Blocks.GroupBy(static inner => inner.Type, StringComparer.Ordinal))
        {
            // A dynamic block has any number of its kind.
            if (group.Key == "dynamic")
            {
                members.AddRange(group.Where(static inner => inner.Labels.Count > 0)
                    .Select(inner => new KeyValuePair<string, DocumentNode>(inner.Labels[0], DocumentNode.Expression("${?}", place))));
                continue;
            }

            var items = group.Select(inner => Values(
                inner, evaluator, names, path + "." + group.Key,
                    new SourcePlace(place.File, inner.Line, inner.Column, path + "." + group.Key))).ToList();
            members.Add(new(group.Key, group.Key == "dimensions" ? items[0] : DocumentNode.Sequence(items, items[0].Place)));
        }

        return DocumentNode.Mapping(members, place);
    }
}
