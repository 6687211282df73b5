using System.Net;
using System.Net.Sockets;

namespace RedisSafety.Lab.Servers;

/// <summary>Ports of the loopback address that nobody listens on.</summary>
public static class FreePort
{
    private static readonly object Lock = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>A port that this process has not been given before, whose cluster bus port is free too.</summary>
    public static int Next()
    {
        lock (Lock)
        {
            while (true)
            {
                // Below the range that the system gives to outgoing connections, so that none takes it in between.
                var port = Random.Shared.Next(11_000, 22_000);
                if (!Given.Contains(port) && IsFree(port) && IsFree(port + 10_000))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
