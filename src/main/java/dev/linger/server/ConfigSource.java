package dev.linger.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where settings come from: a kind of place with a way to spell their names.
 *
 * @param what for people: "environment variable"
 * @param prefix what the names of ours begin with here
 * @param spelling how a setting is called here
 * @param values what is set here, ours and others'
 */
record ConfigSource(
    String what, String prefix, Function<Setting<?>, String> spelling, Map<String, String> values) {

  static ConfigSource environment(Map<String, String> variables) {
    return new ConfigSource(
        "environment variable", Setting.VARIABLE_PREFIX, Setting::variable, variables);
  }

  static ConfigSource systemProperties(Map<Object, Object> properties) {
    Map<String, String> texts = new TreeMap<>();
    properties.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
    return new ConfigSource("system property", Setting.PROPERTY_PREFIX, Setting::property, texts);
  }

  static ConfigSource contextParameters(Map<String, String> parameters) {
    return new ConfigSource(
        "context parameter", Setting.PROPERTY_PREFIX, Setting::property, parameters);
  }

  static ConfigSource defaults(Map<String, String> values) {
    return new ConfigSource("default", Setting.PROPERTY_PREFIX, Setting::property, values);
  }
}
