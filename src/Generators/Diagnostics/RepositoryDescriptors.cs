using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>The rules of command templates. All are errors but those on style: without its generated half, the method does not compile.</summary>
internal static class RepositoryDescriptors
{
    /// <summary>Apart from the compiler's own CS8795, which says that a half is missing but not that it could have been generated.</summary>
    public static readonly DiagnosticDescriptor NotPartial = Create(
        "RSF0001", "A method with a command template is partial, and so are the types around it", "{0}");

    /// <summary>One id for text that is no template and text that is no command: both are repaired in the same place, by writing it right.</summary>
    public static readonly DiagnosticDescriptor NoCommand = Create("RSF0002", "A command template is a Redis command", "{0}");

    /// <summary>Apart from RSF0002, as the command is the right one and its arguments are what to look at.</summary>
    public static readonly DiagnosticDescriptor WrongArguments = Create("RSF0003", "A command has the arguments that Redis expects", "{0}");

    /// <summary>Both directions of one fault, as a misspelt placeholder is an unused parameter too.</summary>
    public static readonly DiagnosticDescriptor PlaceholderMismatch = Create("RSF0004", "Placeholders and parameters match", "{0}");

    /// <summary>Parameters and the return type together: what can travel is one list.</summary>
    public static readonly DiagnosticDescriptor TypeCannotTravel = Create("RSF0005", "Types can carry the command's arguments and its reply", "{0}");

    /// <summary>The call needs exactly one router; which of two is meant, nobody can tell.</summary>
    public static readonly DiagnosticDescriptor NoRouter = Create("RSF0006", "A repository has one router", "{0}");

    /// <summary>An error and not a warning, because such a command stops every other caller of the connection.</summary>
    public static readonly DiagnosticDescriptor NotOnSharedConnection = Create("RSF0008", "A command can run on a shared connection", "{0}");

    /// <summary>A warning, as the server may be newer than the project declares.</summary>
    public static readonly DiagnosticDescriptor NeedsNewerServer = Create(
        "RSF0007", "A command is known to the oldest server that the project declares", "{0}", DiagnosticSeverity.Warning);

    /// <summary>A warning, as it does harm in a Cluster alone.</summary>
    public static readonly DiagnosticDescriptor KeysApart = Create(
        "RSF0009", "The keys of a command belong to one cluster slot", "{0}", DiagnosticSeverity.Warning);

    /// <summary>
    /// The rule of the same id for code, at a template: there, a retry makes a wrong reply the result; here, the router gives up the retry
    /// instead, which its author learns before an outage shows it. A warning, as the reply may be all that the method is for.
    /// </summary>
    public static readonly DiagnosticDescriptor ConditionalReply = new(
        "RSF3005",
        "The result of a retried conditional write is used",
        "{0}",
        "RedisSafety.Retry",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: "https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/RSF3005.md");

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error) => new(
        id,
        title,
        message,
        "RedisSafety.Repository",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/{id}.md");
}
