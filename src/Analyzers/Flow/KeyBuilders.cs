using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The methods and properties that build keys, and the databases that members hold. Read once a compilation.</summary>
internal sealed class KeyBuilders(Compilation compilation, KnownSymbols symbols)
{
    private static readonly HashSet<string> NeverTheSame = new(StringComparer.Ordinal)
    {
        "NewGuid", "CreateVersion7", "GetRandomFileName", "GetTempFileName", "Next", "NextInt64", "NextDouble", "NextBytes", "NextSingle",
            "GetBytes", "GetInt32",
        "GetString", "GetItems", "GetHexString", "ReadLine", "ReadLineAsync", "ReadToEnd", "ReadToEndAsync", "Read", "ReadAsync",
            "ReadString", "GetTimestamp",
        "GetUtcNow", "GetLocalNow", "Dequeue", "Pop", "Take", "TryDequeue", "TryPop", "TryTake", "Increment", "Decrement", "Add",
            "Exchange", "CompareExchange",
    };

    private static readonly HashSet<string> ClocksAndCounts = new(StringComparer.Ordinal)
    {
        "Now", "UtcNow", "Today", "TickCount", "TickCount64", "Elapsed", "ElapsedMilliseconds", "ElapsedTicks", "Count", "Length",
            "Current", "Position", "Value",
        "CurrentManagedThreadId", "StackTrace", "WorkingSet", "Shared",
    };

    private readonly SymbolTable<ISymbol, KeyTerm?> _values = new();
    private readonly SymbolTable<ISymbol, DatabaseTerm?> _databases = new();
    private readonly SymbolTable<IParameterSymbol, KeyTerm> _parameters = new();
    private readonly SymbolTable<ISymbol, bool> _sameness = new();
    private readonly SymbolTable<ISymbol, object?> _constants = new();

    /// <summary>
    /// What a member of the source gives, over its parameters and its object, where one expression says it; null otherwise.
    /// </summary>
    public KeyTerm? Value(ISymbol member, ImmutableStack<ISymbol> reading)
    {
        member = member.OriginalDefinition;
        if (!IsOwn(member) || !BuildsKeys(member))
        {
            return null;
        }

        if (_values.TryGetValue(member, out var known))
        {
            return known;
        }

        if (reading.Contains(member, SymbolEqualityComparer.Default))
        {
            return null;
        }

        var value = Expression(member) is { } expression && Operation(expression) is { } operation
            ? new KeyReader(BodyScope.Empty, this, reading.Push(member)).Read(operation)
            : null;
        value = value?.Replace(member, static (builder, leaf) => leaf.Kind == KeyTermKind.Self
            || (leaf.Symbol is IParameterSymbol { ContainingSymbol: var owner }
            && SymbolEqualityComparer.Default.Equals(owner.OriginalDefinition, builder)) ? leaf : null);
        return _values.Keep(member, value);
    }

    /// <summary>The constant that a field or property always holds; null if the source does not show one.</summary>
    public object? Constant(ISymbol member)
    {
        member = member.OriginalDefinition;
        if (!IsOwn(member))
        {
            return null;
        }

        if (_constants.TryGetValue(member, out var known))
        {
            return known;
        }

        var holdsOne = member switch
        {
            IFieldSymbol field => field.IsReadOnly,
            IPropertySymbol property => property.SetMethod is null && !property.IsVirtual && !property.IsAbstract,
            _ => false,
        };
        return _constants.Keep(member, holdsOne && Made(member) is { } expression
            && Operation(expression) is { } value ? ConstantOf(value) : null);
    }

    private static object? ConstantOf(IOperation value) => KeyReader.Unwrap(value) switch
    {
        { ConstantValue: { HasValue: true, Value: var constant } } => constant,
        _ => null,
    };

    /// <summary>A parameter. What the members of a type see of one of its primary constructor is a field in all but name.</summary>
    public KeyTerm Parameter(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } ? KeyTerm.OfVariable(parameter)
        : _parameters.TryGetValue(parameter, out var known) ? known
        : _parameters.Keep(parameter, IsOfPrimaryConstructor(parameter)
        ? KeyTerm.OfMember(KeyTerm.Self, parameter) : KeyTerm.OfVariable(parameter));

    /// <summary>The database that a field or property holds, where the source says how it is made.</summary>
    public DatabaseTerm? Database(ISymbol member, ImmutableStack<ISymbol> reading)
    {
        member = member.OriginalDefinition;
        if (!IsOwn(member) || reading.Contains(member, SymbolEqualityComparer.Default))
        {
            return null;
        }

        if (_databases.TryGetValue(member, out var known))
        {
            return known;
        }

        DatabaseTerm? database = null;
        if (Made(member) is { } expression && Operation(expression) is { } operation)
        {
            var read = new KeyReader(BodyScope.Empty, this, reading.Push(member)).ReadDatabase(operation);
            database = read with
            {
                Source = read.Source?.Replace(KeyTerm.Self, KeyReader.Rebased) ?? KeyTerm.OfMember(member.IsStatic
                    ? null : KeyTerm.Self, member),
                Prefix = read.Prefix is null ? null : read.Prefix.Replace(KeyTerm.Self, KeyReader.Rebased) ?? KeyReader.Nothing,
            };
        }

        return _databases.Keep(member, database);
    }

    /// <summary>A property gives the same until it is assigned: a clock and a count do not.</summary>
    public bool GivesTheSame(IPropertySymbol property)
    {
        property = property.OriginalDefinition;
        return IsOwn(property)
            ? IsStored(property) || IsPure(property)
            : !ClocksAndCounts.Contains(property.Name)
            && !(property.IsStatic && property.ContainingNamespace?.ToString().StartsWith("System", StringComparison.Ordinal) == true);
    }

    /// <summary>A call gives the same for the same arguments, which is what methods that build keys are for.</summary>
    public bool GivesTheSame(IInvocationOperation call)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (method.ReturnType.SpecialType != SpecialType.System_String && !IsKey(method.ReturnType))
        {
            return false;
        }

        if (IsOwn(method))
        {
            return IsPure(method);
        }

        // Of what is only known by its name: text of text, and what makes a key of something that varies.
        return !NeverTheSame.Contains(method.Name)
            && (IsKey(method.ReturnType)
                || method.ContainingType?.SpecialType == SpecialType.System_String
                || (call.Arguments.Any(static argument => !argument.Value.ConstantValue.HasValue)
                    && method.ContainingNamespace?.ToString().StartsWith("System", StringComparison.Ordinal) != true));
    }

    private static bool IsOfPrimaryConstructor(IParameterSymbol parameter) =>
        parameter.ContainingSymbol.DeclaringSyntaxReferences is [var declaration, ..] && declaration.GetSyntax() is TypeDeclarationSyntax;

    private bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly);

    private bool IsKey(ITypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, symbols.RedisKey);

    private bool BuildsKeys(ISymbol member) => member switch
    {
        IMethodSymbol method => !method.IsAbstract && !method.IsVirtual && !method.IsAsync
            && (method.ReturnType.SpecialType == SpecialType.System_String || IsKey(method.ReturnType)),
        IPropertySymbol property => !property.IsAbstract && !property.IsVirtual && !property.IsIndexer
            && (property.Type.SpecialType == SpecialType.System_String || IsKey(property.Type)),
        IFieldSymbol { IsReadOnly: true } field => field.Type.SpecialType == SpecialType.System_String || IsKey(field.Type),
        _ => false,
    };

    private static SyntaxNode? Syntax(ISymbol member) => member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();

    private static ExpressionSyntax? Expression(ISymbol member) => Syntax(member) switch
    {
        MethodDeclarationSyntax method => method.ExpressionBody?.Expression ?? OnlyReturn(method.Body),
        LocalFunctionStatementSyntax function => function.ExpressionBody?.Expression ?? OnlyReturn(function.Body),
        PropertyDeclarationSyntax { ExpressionBody.Expression: var expression } => expression,
        PropertyDeclarationSyntax { AccessorList.Accessors: [{ } getter] } => getter.ExpressionBody?.Expression ?? OnlyReturn(getter.Body),
        VariableDeclaratorSyntax { Initializer.Value: var value } => value,
        _ => null,
    };

    private static ExpressionSyntax? OnlyReturn(BlockSyntax? body) =>
        body?.Statements is [ReturnStatementSyntax { Expression: { } expression }] ? expression : null;

    // The one expression that a field or property is made by: its own, or the only one that a constructor assigns to it.
    private static ExpressionSyntax? Made(ISymbol member)
    {
        var own = Syntax(member) switch
        {
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => Expression(member),
        };
        if (own is not null)
        {
            return own;
        }

        var assigned = member.ContainingType.InstanceConstructors
            .SelectMany(static constructor => Syntax(constructor) is ConstructorDeclarationSyntax declared
                ? (IEnumerable<SyntaxNode>)(declared.Body?.Statements ?? []) is var statements
                && declared.ExpressionBody is { } body ? statements.Append(body.Expression) : statements
                : [])
            .Select(static node => node is ExpressionStatementSyntax statement ? statement.Expression : node)
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment => assignment.Left switch
            {
                IdentifierNameSyntax name => name.Identifier.ValueText == member.Name,
                MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } =>
                    name.Identifier.ValueText == member.Name,
                _ => false,
            })
            .ToArray();
        return assigned is [var only] && IsOnlyAssignedInConstructors(member) ? only.Right : null;
    }

    private static bool IsOnlyAssignedInConstructors(ISymbol member) =>
        member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null };

    private static bool IsStored(IPropertySymbol property) => Syntax(property) switch
    {
        PropertyDeclarationSyntax declared => declared.ExpressionBody is null
            && declared.AccessorList?.Accessors.All(static accessor => accessor is { Body: null, ExpressionBody: null }) == true,
        ParameterSyntax => true,
        _ => property.DeclaringSyntaxReferences.IsEmpty,
    };

    private bool IsPure(ISymbol member) => _sameness.TryGetValue(member, out var known) ? known : _sameness.Keep(member, LooksPure(member));

    private static bool LooksPure(ISymbol candidate)
    {
        var bodies = candidate.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()).Where(static node =>
            node is not InterfaceDeclarationSyntax);
        foreach (var body in bodies)
        {
            foreach (var node in body.DescendantNodes())
            {
                switch (node)
                {
                    case AwaitExpressionSyntax or YieldStatementSyntax:
                    case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var called } } when NeverTheSame.Contains(called):
                    case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Now" or "UtcNow" or "Today" or "TickCount" or "TickCount64" or "Shared" }:
                    case PostfixUnaryExpressionSyntax { Operand: var raised } changed when changed.OperatorToken.Text is "++" or "--"
                        && IsField(raised):
                    case PrefixUnaryExpressionSyntax { Operand: var lowered } before when before.OperatorToken.Text is "++" or "--"
                        && IsField(lowered):
                    case AssignmentExpressionSyntax { Left: var target } when IsField(target):
                        return false;
                }
            }
        }

        return true;

        bool IsField(ExpressionSyntax target) => target is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
            || (target is IdentifierNameSyntax name
            && candidate.ContainingType.GetMembers(name.Identifier.ValueText).Any(static found =>
            found is IFieldSymbol or IPropertySymbol));
    }

    private IOperation? Operation(SyntaxNode node) => SourceBodies.Operation(compilation, node);
}
