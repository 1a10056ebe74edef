package io.trihorn.backend.dl4j;

import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.dl4j.plan.Target;

/** The backend {@code dl4j} with guards around its memory. */
public final class GuardedBackend extends ForwardingBackend {
  /** With guards. */
  public GuardedBackend() {
    super(new Dl4jBackend(true, Target.PROCESSOR, Natives::installed));
  }

  @Override
  public String name() {
    return "dl4j-guarded";
  }

  @Override
  public BackendInfo info() {
    BackendInfo info = super.info();
    return new BackendInfo(name(), info.engine(), info.version(), info.devices(), info.settings());
  }
}
