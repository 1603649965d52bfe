"""The one door to every file of a vault, a device's own folder or a release.

Whoever holds a vault's folder can put anything under any name: a link to another file, a pipe, a device, a folder, a
file without end. So no stage opens a path itself.
"""
