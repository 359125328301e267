Attribute VB_Name = "DhrRibbon"
Option Explicit

' What the buttons of the tab DHR Returns do, one line each. The rest is Python: dhr_xl.front.addin.
' IRibbonControl comes from the Office library, which the add-in refers to.

Public Sub OnIssue(control As IRibbonControl)
    CallPython "issue"
End Sub

Public Sub OnLetters(control As IRibbonControl)
    CallPython "letters"
End Sub

Public Sub OnCollect(control As IRibbonControl)
    CallPython "collect"
End Sub

Public Sub OnCheck(control As IRibbonControl)
    CallPython "check"
End Sub

Public Sub OnDecide(control As IRibbonControl)
    CallPython "decide"
End Sub

Public Sub OnPublish(control As IRibbonControl)
    CallPython "publish"
End Sub

Public Sub OnBoardLetter(control As IRibbonControl)
    CallPython "board_letter"
End Sub

Public Sub OnWhere(control As IRibbonControl)
    CallPython "where"
End Sub

Public Sub OnGuide(control As IRibbonControl)
    CallPython "guide"
End Sub

' The command has no double quotes, because it is passed on between double quotes. Where Python cannot be started,
' RunPython shows a box that names dhr-xl addin install or dhr-xl addin status; whatever goes wrong after that,
' Python says in a box.
Private Sub CallPython(ByVal what As String)
    Dim sorry As String
    If ActiveWorkbook Is Nothing Then
        sorry = "No workbook is open to work on. Open master.xlsx in the plan's folder, press Enable Editing if Excel" & _
                " shows a yellow bar, then press this button again."
    ElseIf Not IsPlain(ActiveWorkbook.Name) Then
        sorry = "This workbook's name has a character that cannot be used here: " & ActiveWorkbook.Name & _
                ". Open master.xlsx in the plan's folder, then press this button again."
    End If
    If sorry = "" Then
        RunPython "import dhr_xl.front.addin; dhr_xl.front.addin." & what & "()"
    Else
        MsgBox sorry, vbInformation, "DHR Returns"
    End If
End Sub

' The name becomes part of a command, so a workbook's name must not be able to add to it.
Private Function IsPlain(ByVal name As String) As Boolean
    Dim signs As String, at As Integer
    signs = "$`\|%^=!" & Chr(34)
    IsPlain = True
    For at = 1 To Len(signs)
        If InStr(name, Mid(signs, at, 1)) > 0 Then IsPlain = False
    Next at
    For at = 1 To Len(name)
        If AscW(Mid(name, at, 1)) >= 0 And AscW(Mid(name, at, 1)) < 32 Then IsPlain = False
    Next at
End Function
