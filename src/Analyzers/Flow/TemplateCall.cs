using RedisSafety.Commands;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Analyzers.Flow;

/// <summary>One command of a method with a template.</summary>
internal sealed record TemplateCall(RedisCommand Command, TemplateBinding Binding, EffectTraits Traits);
