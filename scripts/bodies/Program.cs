using RedisSafety.BodyDerivation;

if (args is not [var path])
{
    Console.Error.WriteLine("Usage: RedisSafety.BodyDerivation <file to write>");
    return 1;
}

File.WriteAllText(path, RoutedDatabaseWriter.Write());
return 0;
