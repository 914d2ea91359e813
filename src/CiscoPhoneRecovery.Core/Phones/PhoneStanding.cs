using System;

namespace CiscoPhoneRecovery.Phones;

/// <summary>The state a phone is in, since when, and what was seen that put it there.</summary>
internal sealed class PhoneStanding
{
    public PhoneStanding(TimeSpan now) => Since = now;

    public PhoneState State { get; private set; }

    public TimeSpan Since { get; private set; }

    /// <summary>When the phone was recovered; null while it is not. Being verified later does not move it.</summary>
    public TimeSpan? DoneAt { get; private set; }

    public PhoneEvidence Evidence { get; } = new();

    public bool IsDone => DoneAt is not null;

    public void Enter(PhoneState state, TimeSpan now, string? why)
    {
        if (State != state)
        {
            State = state;
            Since = now;
        }

        DoneAt = state is PhoneState.Recovered or PhoneState.Verified ? DoneAt ?? now : null;
        if (why is not null)
        {
            Evidence.Note(why);
        }
    }

    public void Restore(PhoneState state, TimeSpan since, TimeSpan doneAt, string[] evidence)
    {
        State = state;
        Since = since;
        DoneAt = state is PhoneState.Recovered or PhoneState.Verified ? doneAt : null;
        foreach (string note in evidence)
        {
            Evidence.Note(note);
        }
    }
}
