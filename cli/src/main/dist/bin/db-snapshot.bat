@echo off
rem Starts db-snapshot with the Java 17 (or newer) that JAVA_HOME or PATH names.
rem DB_SNAPSHOT_OPTS: further options for the JVM, for example -Xmx512m.
setlocal
set "HOME_DIR=%~dp0.."
set "JAVA_EXE=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
if not defined JAVA_HOME if exist "%HOME_DIR%\runtime\bin\java.exe" set "JAVA_EXE=%HOME_DIR%\runtime\bin\java.exe"
"%JAVA_EXE%" -Xshare:auto -XX:+UseSerialGC -Xms32m -Xmx1g -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED %DB_SNAPSHOT_OPTS% -cp "%HOME_DIR%\lib\*;%HOME_DIR%\lib\kubernetes\*" dev.dbsnapshot.cli.Main %*
exit /b %ERRORLEVEL%
