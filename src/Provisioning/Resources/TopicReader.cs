using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Resources;

/// <summary>Reads topics and their policies.</summary>
internal static class TopicReader
{
    public static NotificationTopic Read(DocumentNode properties, string name, string? term, SourcePlace place, Dialect dialect)
    {
        var bag = new PropertyBag(properties, true);
        var arn = bag.Text("TopicArn") is { Term: not null } own ? own : bag.Text("Arn");
        var key = bag.Text("KmsMasterKeyId", "");
        return new NotificationTopic
        {
            Place = place,
            Dialect = dialect,
            Name = bag.Text("TopicName") is { IsKnown: true } named ? named.Value : name,
            Arn = GroupReader.WithTerm(arn, term),
            IsEncrypted = key.IsKnown ? new(true, key.Value.Length > 0, null, key.Place)
                : key.Term is not null ? new(true, true, null, key.Place)
                : Setting<bool>.Unknown,
            Grants = Grants(properties["Policy"]),
        };
    }

    /// <summary>A policy of its own, on one topic or several.</summary>
    public static IEnumerable<TopicPolicy> ReadPolicy(DocumentNode properties)
    {
        var grants = Grants(properties["PolicyDocument"] ?? properties["Policy"]);
        var targets = properties["Topics"]?.Items ?? (properties["Arn"] is { } arn ? [arn] : []);
        return targets.Select(target => new TopicPolicy(PropertyBag.AsText(target), grants));
    }

    /// <summary>The statements of a policy, as a mapping or as JSON in a text; null if the policy cannot be read.</summary>
    public static IReadOnlyList<TopicGrant>? Grants(DocumentNode? policy)
    {
        if (policy is { Kind: DocumentKind.Text })
        {
            try
            {
                policy = JsonReader.Read(policy.Text, policy.Place.File);
            }
            catch (ProvisioningReadException)
            {
                return null;
            }
        }

        if (policy?["Statement"] is not { } statement)
        {
            return null;
        }

        var statements = statement.Kind == DocumentKind.Sequence ? statement.Items : [statement];
        return statements.Any(static one => one.Kind != DocumentKind.Mapping) ? null :
        [
            .. statements.Where(AllowsPublishing).Select(static one => new TopicGrant(
                [
                    .. (one["Condition"]?.Members ?? []).SelectMany(static condition => condition.Value.Members)
                        .Select(static condition => Lower(condition.Key)),
                ],
                one.Place)),
        ];
    }

    private static bool AllowsPublishing(DocumentNode statement)
    {
        var action = statement["Action"];
        var actions = action is null ? [] : action.Kind == DocumentKind.Sequence ? action.Items : [action];
        return statement["Effect"] is { Text: "Allow" }
            && actions.Any(static one => !one.IsScalar || Lower(one.Text) is "*" or "sns:*" or "sns:publish" or "sns:pub*");
    }

#pragma warning disable CA1308 // IAM's names are compared in lower case.
    private static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308
}
