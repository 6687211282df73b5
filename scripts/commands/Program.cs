using RedisSafety.CommandDerivation;

if (args is not [var path])
{
    Console.Error.WriteLine("usage: derive <output file>");
    return 2;
}

await using var server = await LocalServer.StartAsync();
File.WriteAllText(path, await CommandTableWriter.DeriveAsync(server.Database));
return 0;
