@echo off
rem Starts jmpirun of the distribution that this file belongs to.
setlocal
set "JMPI_DIST=%~dp0.."
set "JMPI_JAVA=java"
if defined JAVA_HOME set "JMPI_JAVA=%JAVA_HOME%\bin\java"
"%JMPI_JAVA%" -XX:TieredStopAtLevel=1 "-Djmpi.runtime=%JMPI_DIST%\lib\jmpi.jar" -cp "%JMPI_DIST%\lib\jmpi.jar;%JMPI_DIST%\lib\launcher\*" org.jmpi.launcher.Main %*
exit /b %ERRORLEVEL%
