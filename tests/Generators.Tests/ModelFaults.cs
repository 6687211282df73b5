using System.Reflection;

namespace RedisSafety.Generators.Tests;

/// <summary>What a model of the incremental pipeline must not hold: whatever is not plain data, equal where it holds the same.</summary>
internal static class ModelFaults
{
    /// <summary>The faults of a type and of all that it holds, one for each field or element.</summary>
    public static IReadOnlyList<string> Of(Type model)
    {
        var (faults, seen) = (new List<string>(), new HashSet<Type>());
        Check(model, model.Name);
        return faults;

        void Check(Type type, string place)
        {
            if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
            {
                return;
            }

            if (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(EquatableArray<>) || Nullable.GetUnderlyingType(type) is not null))
            {
                Check(type.GenericTypeArguments[0], place + "[]");
            }
            else if (type.Assembly != model.Assembly)
            {
                faults.Add($"{place} is a {type.Name}, which is no data of the model's own");
            }
            else if (!type.IsSealed || !type.IsAssignableTo(typeof(IEquatable<>).MakeGenericType(type)))
            {
                faults.Add($"{place} is a {type.Name}, which is not sealed or has no equality of its own");
            }
            else
            {
                foreach (var field in Fields(type))
                {
                    Check(field.FieldType, $"{type.Name}.{field.Name}");
                }
            }
        }
    }

    // The private fields of a base type are not among those of the type itself.
    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
