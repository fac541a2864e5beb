package io.reddot.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Gives the settings to whatever injects them. */
@ApplicationScoped
public class SettingsProducer {
  @Produces
  @Singleton
  Settings settings(Config config) {
    return Settings.of(name -> config.getOptionalValue(name, String.class));
  }
}
