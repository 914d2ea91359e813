using System;
using System.IO;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Xml;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Reads JSON that anything may have happened to.</summary>
internal static class JsonText
{
    /// <summary>The object, or null for the word null.</summary>
    /// <exception cref="SerializationException">It is no JSON, or not of this kind.</exception>
    public static T? Read<T>(Stream from)
        where T : class => Read(() => (T?)new DataContractJsonSerializer(typeof(T)).ReadObject(from));

    /// <summary>The same for whoever has a serializer, or a reader, of its own.</summary>
    /// <exception cref="SerializationException">It is no JSON, or not of this kind.</exception>
    public static T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is XmlException or FormatException or OverflowException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
            // Broken encodings, numbers out of range, stray surrogates, an input that ends in the middle: the serializer has a word for none.
            throw new SerializationException("it is no JSON of this kind", e);
        }
    }
}
