using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Whether a script may do something that a second run adds to.</summary>
internal sealed class ScriptReader(KnownSymbols symbols)
{
    // redis.call('incr', …), redis.pcall("SET", …); a name that is no literal is one that is not known.
    private static readonly Regex Call = new(
        @"\bredis\s*\.\s*p?call\s*\(\s*(?:'(?<name>[^']*)'|""(?<name>[^""]*)"")?", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>What a second run does; null where it does nothing more.</summary>
    public string? Effect(RedisCall call)
    {
        const string Unknown = "runs a script that may add to what the first attempt did";
        var script = call.Operation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "script" or "hash" or "args");
        if (script is null || Text(script.Value) is not { } text)
        {
            return Unknown;
        }

        foreach (Match match in Call.Matches(text))
        {
            if (!match.Groups["name"].Success)
            {
                return Unknown;
            }

            var name = match.Groups["name"].Value.ToUpperInvariant();
            if (CommandTable.Find(name) is not { } command || command.RetryCategory is RetryCategory.WriteAccumulating or RetryCategory.Never)
            {
                return $"runs a script with {name}, which adds to what the first attempt did";
            }
        }

        return null;
    }

    // The text itself, or LuaScript.Prepare("…") in a field.
    private string? Text(IOperation value)
    {
        foreach (var origin in symbols.Code.Origins(value))
        {
            if (origin.ConstantValue is { HasValue: true, Value: string text })
            {
                return text;
            }

            if (origin is IInvocationOperation { TargetMethod.Name: "Prepare", Arguments: [var prepared, ..] })
            {
                return Text(prepared.Value);
            }

            if (origin is IInvocationOperation { TargetMethod.Name: "Load" or "LoadAsync", Instance: { } script })
            {
                return Text(script);
            }
        }

        return null;
    }
}
