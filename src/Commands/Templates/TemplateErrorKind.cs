namespace RedisSafety.Commands.Templates;

/// <summary>What is wrong with a template.</summary>
public enum TemplateErrorKind
{
    /// <summary>It does not parse.</summary>
    Syntax,

    /// <summary>It names no command of Redis.</summary>
    UnknownCommand,

    /// <summary>Number, order or form of its arguments are not the command's.</summary>
    Arguments,
}
