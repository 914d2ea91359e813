using System;
using System.Linq;
using System.Net;
using System.Numerics;
using System.Threading;
using CiscoPhoneRecovery.Console.Output;
using CiscoPhoneRecovery.Hosting;
using CiscoPhoneRecovery.Hosting.Nic;

namespace CiscoPhoneRecovery.Console.Commands;

/// <summary>A NIC that has the station's address for the time of a run; disposing it puts back what was there.</summary>
internal sealed class PreparedNic : IDisposable
{
    private readonly INicConfigurator _configurator;
    private readonly RecoveryNicTransaction _transaction;
    private readonly NicSnapshotStore _snapshots = new();
    private readonly IRunView _view;
    private readonly string _id;

    private PreparedNic(INicConfigurator configurator, NicState nic, IRunView view)
    {
        _configurator = configurator;
        _view = view;
        _id = nic.Id;
        _transaction = new RecoveryNicTransaction(configurator, _snapshots);
    }

    /// <exception cref="NicException">There is no such NIC, it does not suit, or it could not be changed; it is then as it was.</exception>
    public static PreparedNic Prepare(StationOptions options, IRunView view, CancellationToken stop)
    {
        INicConfigurator configurator = NicConfigurators.ForThisMachine();
        try
        {
            NicState nic = configurator.List().FirstOrDefault(n => n.Name == options.Interface)
                ?? throw new InterfaceNotFoundException(options.Interface!, configurator.List().Select(n => n.Name).ToList());
            var prepared = new PreparedNic(configurator, nic, view);
            NicChange change = prepared._transaction.Apply(nic, NicOptions(options), stop);
            view.Step($"{nic.Name} has {options.Dhcp.ServerAddress}. {string.Join(" ", change.Warnings)}".TrimEnd());
            return prepared;
        }
        catch
        {
            configurator.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            if (_snapshots.Load(_id) is { } snapshot)
            {
                _transaction.Restore(snapshot);
                _view.Step($"{snapshot.NicName} is as it was before.");
            }
        }
        catch (NicException e)
        {
            _view.Problem(e.Message, e.Advice);
        }

        _configurator.Dispose();
    }

    private static RecoveryNicOptions NicOptions(StationOptions options) => new()
    {
        Address = new NicAddress { Address = options.Dhcp.ServerAddress.ToString(), PrefixLength = PrefixLength(options.Dhcp.SubnetMask) },
        Force = options.Force,
    };

    private static int PrefixLength(IPAddress mask) => mask.GetAddressBytes().Sum(b => BitOperations.PopCount(b));
}
