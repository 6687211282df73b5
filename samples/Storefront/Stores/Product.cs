namespace Storefront.Stores;

/// <summary>A page of the catalogue.</summary>
public sealed record Product(long Id, string Sku, string Title, decimal Price);
