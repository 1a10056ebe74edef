package io.trihorn.cli;

import io.trihorn.backend.Backends;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"trihorn " + Backends.version()};
  }
}
