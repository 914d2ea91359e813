using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace CiscoPhoneRecovery.Core.Tests.Fleets;

/// <summary>Plays a seed; a seed that fails is made as small as it can quickly be made, and told.</summary>
internal static class FleetProof
{
    private const int MostAttempts = 200;
    private const int TraceLines = 150;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(15);

    /// <summary>Null when the seed's run breaks no rule, else the story of the smallest run found that breaks the same one.</summary>
    public static string? Play(int seed)
    {
        FleetPlan plan = FleetDraw.Plan(seed);
        FleetViolation? violation = Try(plan, new FleetTrace(enabled: false));
        if (violation is null)
        {
            return null;
        }

        FleetPlan small = Shrink(plan, violation.Rule);
        var trace = new FleetTrace(enabled: true);
        FleetViolation? again = Try(small, trace);
        if (Environment.GetEnvironmentVariable("FLEET_TRACE") is { Length: > 0 } path)
        {
            File.WriteAllText(path, trace.Tail(int.MaxValue));
        }

        return new StringBuilder()
            .AppendLine($"Seed {seed}: {violation.Message}")
            .AppendLine($"Replay: FLEET_SEED={seed} dotnet test tests/CiscoPhoneRecovery.Core.Tests --filter FleetTests")
            .AppendLine($"Drawn: {plan}")
            .AppendLine($"The smallest run found that breaks it too: {small}")
            .AppendLine(again?.Message ?? "and that one did not fail when it was run again: the run depends on something besides its plan")
            .AppendLine(trace.Tail(TraceLines, again?.About ?? Array.Empty<string>()))
            .ToString();
    }

    private static FleetViolation? Try(FleetPlan plan, FleetTrace trace)
    {
        try
        {
            using var run = new FleetRun(plan, trace);
            run.Play();
            return null;
        }
        catch (FleetViolation violation)
        {
            return violation;
        }
        catch (Exception fault)
        {
            return new FleetViolation($"{fault.GetType().Name}", fault.ToString());
        }
    }

    /// <summary>Leaves out fault by fault and phone by phone what the failure does not need.</summary>
    private static FleetPlan Shrink(FleetPlan plan, string rule)
    {
        var spent = Stopwatch.StartNew();
        int attempts = 0;
        bool progress = true;
        while (progress && attempts < MostAttempts && spent.Elapsed < MostTime)
        {
            progress = false;
            foreach (FleetPlan smaller in Smaller(plan).ToList())
            {
                if (++attempts > MostAttempts || spent.Elapsed > MostTime)
                {
                    break;
                }

                if (Try(smaller, new FleetTrace(enabled: false))?.Rule == rule)
                {
                    plan = smaller;
                    progress = true;
                    break;
                }
            }
        }

        return plan;
    }

    private static IEnumerable<FleetPlan> Smaller(FleetPlan plan)
    {
        for (int chunk = plan.Phones.Count / 2; chunk >= 1; chunk /= 2)
        {
            for (int from = 0; from < plan.Phones.Count; from += chunk)
            {
                if (chunk < plan.Phones.Count)
                {
                    yield return plan with { Phones = plan.Phones.Where((_, i) => i < from || i >= from + chunk).ToArray() };
                }
            }
        }

        for (int fault = 0; fault < plan.Faults.Count; fault++)
        {
            int without = fault;
            yield return plan with { Faults = plan.Faults.Where((_, i) => i != without).ToArray() };
        }

        if (plan.Wire.Loss > 0)
        {
            yield return plan with { Wire = plan.Wire with { Loss = 0 } };
        }

        if (plan.Wire.Duplication > 0)
        {
            yield return plan with { Wire = plan.Wire with { Duplication = 0 } };
        }

        if (plan.Wire.MaxReportDelay > TimeSpan.Zero)
        {
            yield return plan with { Wire = plan.Wire with { MaxReportDelay = TimeSpan.Zero } };
        }
    }
}
