using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers;
using RedisSafety.Analyzers.Connections;

namespace RedisSafety.CodeFixes.Guard;

/// <summary>A registration that RSF1010 reports, and the places around it where the guard can be installed.</summary>
internal sealed class ReportedRegistration
{
    private const string Services = "Services";

    private readonly SyntaxNode _root;
    private readonly SemanticModel _model;
    private readonly KnownSymbols _symbols;
    private readonly IOperation _call;

    private ReportedRegistration(
        SyntaxNode root, SemanticModel model, KnownSymbols symbols, IOperation call, bool takesConnection)
    {
        _root = root;
        _model = model;
        _symbols = symbols;
        _call = call;
        TakesConnection = takesConnection;
    }

    /// <summary>Whether the program opens the connection and hands it over.</summary>
    public bool TakesConnection { get; }

    public static async Task<ReportedRegistration?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return root is not null && model is not null && root.FullSpan.Contains(diagnostic.Location.SourceSpan)
            && KnownSymbols.Create(model.Compilation) is { } symbols
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf()
                .FirstOrDefault(static node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax) is { } syntax
            && model.GetOperation(syntax, cancellationToken) is { } call && LibraryConnections.Of(call) is { } library
                ? new ReportedRegistration(root, model, symbols, call, library.TakesConnection)
                : null;
    }

    /// <summary>The document with <c>AddRedisFailoverGuard()</c> on the service collection; null if none is in reach.</summary>
    public SyntaxNode? WithServices(CancellationToken cancellationToken)
    {
        // The registration can be inside the delegate of another: services.AddHangfire(c => c.UseRedisStorage(…)).
        for (IOperation? around = _call; around is not null; around = around.Parent)
        {
            // The first object of a chain is the one that stays.
            foreach (var receiver in Receivers(around).Reverse())
            {
                // A collection that may be null needs its own check.
                if (receiver.Syntax is ExpressionSyntax { Parent: not ConditionalAccessExpressionSyntax } expression
                    && Collection(receiver) is { } collection
                    && (Beside(expression, collection, cancellationToken) ?? InChain(receiver, expression)) is { } changed)
                {
                    return changed;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The document with <c>RedisFailoverGuard.Install()</c> before the registration, and before the connection that it takes.
    /// </summary>
    public SyntaxNode? WithInstall()
    {
        if (!TakesConnection)
        {
            return Outermost(_call.Syntax, static _ => true) is { } statement
                ? GuardStatement.InsertBefore(_root, statement, GuardStatement.InstallAt(statement, _model))
                : null;
        }

        // A connection that comes from elsewhere was opened before.
        return Outermost(_call.Syntax, static _ => true) is { Parent: BlockSyntax { Statements: [var first, ..] } block }
            && block.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(Opens)
                ? GuardStatement.InsertBefore(_root, first, GuardStatement.InstallAt(first, _model))
                : null;
    }

    private bool Opens(InvocationExpressionSyntax call) =>
        _model.GetOperation(call) is IInvocationOperation operation && ConnectionOpening.IsOpening(operation, _symbols);

    // What a call is made on, what that was made on, and so on.
    private static IEnumerable<IOperation> Receivers(IOperation call)
    {
        for (var receiver = Receiver(call); receiver is not null; receiver = Receiver(receiver))
        {
            yield return receiver;
        }
    }

    private static IOperation? Receiver(IOperation operation)
    {
        var call = CodeSearch.Unwrap(operation) as IInvocationOperation;
        var receiver = call is { TargetMethod.IsExtensionMethod: true }
            ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value
            : call?.Instance;
        return receiver is null ? null : CodeSearch.Unwrap(receiver);
    }

    // The text of the service collection that an object is, or has.
    private static string? Collection(IOperation receiver) =>
        IsCollection(receiver.Type) ? receiver.Syntax.WithoutTrivia().ToString()
        : Properties(receiver.Type).Any(static property =>
            property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false } && IsCollection(property.Type))
            ? $"{receiver.Syntax.WithoutTrivia()}.{Services}"
            : null;

    private static IEnumerable<IPropertySymbol> Properties(ITypeSymbol? type)
    {
        IEnumerable<ITypeSymbol> types = type is null ? []
            : type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Prepend(type)
            : Bases(type);
        return types.SelectMany(static one => one.GetMembers(Services)).OfType<IPropertySymbol>();
    }

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (ITypeSymbol? one = type; one is not null; one = one.BaseType)
        {
            yield return one;
        }
    }

    private static bool IsCollection(ITypeSymbol? type) =>
        type is not null && type.AllInterfaces.Prepend(type).Any(static one =>
            one is { Name: "IServiceCollection", ContainingNamespace: var space }
            && space.ToDisplayString() == "Microsoft.Extensions.DependencyInjection");

    // As a statement of its own, outside of conditions: what another branch registers needs the guard as well.
    private SyntaxNode? Beside(ExpressionSyntax expression, string collection, CancellationToken cancellationToken)
    {
        return IsName(expression) && Outermost(expression, Knows) is { } place
            ? GuardStatement.InsertBefore(_root, place, $"{collection}.{GuardStatement.Add}()")
            : null;

        bool Knows(StatementSyntax statement) => SyntaxScope.IsKnownAt(expression, statement.SpanStart, _model, cancellationToken);
    }

    // In front of the first call of the chain, on a line of its own if that call has one.
    private SyntaxNode? InChain(IOperation receiver, ExpressionSyntax expression)
    {
        if (!IsCollection(receiver.Type)
            || expression.Parent is not MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access
            || access.Expression != expression)
        {
            return null;
        }

        var add = SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, expression, access.OperatorToken, SyntaxFactory.IdentifierName(GuardStatement.Add));
        return _root.ReplaceNode(expression, SyntaxFactory.InvocationExpression(add).WithTrailingTrivia(expression.GetTrailingTrivia()));
    }

    // Evaluated twice, it is the same object.
    private static bool IsName(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax => true,
        MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access => IsName(access.Expression),
        _ => false,
    };

    // The outermost statement around a node, within its function, that fits.
    private static StatementSyntax? Outermost(SyntaxNode node, Func<StatementSyntax, bool> fits)
    {
        StatementSyntax? outermost = null;
        foreach (var around in node.AncestorsAndSelf())
        {
            if (around is StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax } statement
                and not LocalFunctionStatementSyntax && fits(statement))
            {
                outermost = statement;
            }
            else if (around is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax
                or AccessorDeclarationSyntax)
            {
                break;
            }
        }

        return outermost;
    }
}
