namespace RedisSafety.Analyzers.Connections;

/// <summary>A method of a library that makes the library open a connection of its own.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Space">The namespace of its type.</param>
/// <param name="Library">The library, as a message names it.</param>
/// <param name="Type">The type, where the name alone is used for other things in that namespace.</param>
/// <param name="NeverAborts">The library sets <c>AbortOnConnectFail</c> to false itself.</param>
/// <param name="Writes">It writes through the connection.</param>
/// <param name="TakesConnection">It takes a connection that the program opens, and uses it for what must not be lost.</param>
internal sealed record LibraryConnection(
    string Method, string Space, string Library, string? Type = null, bool NeverAborts = false, bool Writes = true, bool TakesConnection = false);
