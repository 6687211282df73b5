namespace RedisSafety.Integration.Tests;

public sealed record Product(int Id, string Title, decimal Price);
